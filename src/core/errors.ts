/** Exit codes of the command line; documented in README. */
export const ExitCode = {
  ok: 0,
  /** A defect of this program. */
  internal: 1,
  /** A flag, name, number or unit on the command line or in options. */
  usage: 2,
  /** A file, manifest or column that is not what it says or should be. */
  data: 3,
  /** A folder or file that cannot be written or is already occupied. */
  output: 4,
  /** A validation row out of its tolerance. */
  validation: 5,
  /** Stopped by the user; only whole parts are left. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** What an input error says: what is wrong, where, what was found and what was expected. */
export interface Complaint {
  readonly what: string;
  readonly where: string;
  readonly found: string;
  readonly expected: string;
}

/** Bad input, refused before work starts. `code` is the exit code the command line ends with. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly complaint: Complaint;
  readonly code: ExitCode;

  constructor(code: ExitCode, complaint: Complaint) {
    const { what, where, found, expected } = complaint;
    super(`${what}\n  where:    ${where}\n  found:    ${found}\n  expected: ${expected}`);
    this.code = code;
    this.complaint = complaint;
  }
}
