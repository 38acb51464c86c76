import { readText } from '../arrow/index.js';
import { ExitCode, InputError } from '../core/errors.js';
import { CANDIDATE_TABLES, MARKS, REGION_KINDS, type Selection, SPECIES } from '../selection/cut.js';
import { changed, selectionOf } from '../selection/index.js';
import { type SelectionSource, selectionFrom } from '../selection/parse.js';

/** A selection, as people name one: a shipped one by name, a YAML file by its path, or an object of the same shape. */
export type SelectionChoice = string | SelectionSource;

const isFile = (choice: string): boolean => /\.ya?ml$/i.test(choice);

/**
 * The selection people chose, with some cuts changed, checked.
 * @throws InputError (usage) for a name that is not shipped; for a file that cannot be read, is no YAML or not a selection, with its line
 */
export async function chooseSelection(choice: SelectionChoice, changes: readonly string[] = []): Promise<Selection> {
  if (typeof choice !== 'string') return changed(selectionFrom(await checked(choice, 'selection', () => '')), changes);
  if (!isFile(choice)) return changed(selectionOf(choice), changes);
  return changed(selectionFrom(await readSource(choice)), changes);
}

const refuse = (what: string, where: string, found: string, expected: string): InputError =>
  new InputError(ExitCode.usage, { what, where, found, expected });

async function readSource(path: string): Promise<SelectionSource> {
  const text = await readText(path, 'the YAML file of a selection');
  // yaml and zod are only loaded by those who write files
  const { LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const error = document.errors[0];
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw refuse(
      'not YAML',
      `${path}:${line}:${col}`,
      error.message.split('\n')[0]!,
      'a selection, see docs/selections.md',
    );
  }
  /** The line of the deepest node on the way that exists. */
  const lineOf = (keys: readonly PropertyKey[]): string => {
    for (let n = keys.length; n >= 0; n--) {
      const node = document.getIn(keys.slice(0, n), true) as
        | { readonly range?: readonly [number, number, number] }
        | undefined;
      if (node?.range !== undefined) return `:${lines.linePos(node.range[0]).line}`;
    }
    return '';
  };
  return checked(document.toJS(), path, lineOf);
}

/** Checks the shape of what people wrote; what it says is checked when it is bound. */
async function checked(
  written: unknown,
  where: string,
  lineOf: (keys: readonly PropertyKey[]) => string,
): Promise<SelectionSource> {
  const { z } = await import('zod');
  const sourced = { source: z.string().optional(), mark: z.enum(MARKS).optional() };
  const schema = z.strictObject({
    name: z.string(),
    doc: z.string(),
    table: z.enum(CANDIDATE_TABLES),
    species: z.array(z.enum(SPECIES)),
    cuts: z.array(
      z.union([
        z.string(),
        z.strictObject({ name: z.string().optional(), where: z.string(), ...sourced }),
        // what YAML makes of `name: condition`
        z
          .record(z.string(), z.string())
          .refine((named) => Object.keys(named).length === 1)
          .transform((named) => Object.entries(named)[0]!.join(': ')),
      ]),
    ),
    regions: z
      .array(
        z.strictObject({
          name: z.string(),
          kind: z.enum(REGION_KINDS),
          where: z.union([z.string(), z.array(z.string())]),
          ...sourced,
        }),
      )
      .optional(),
    keep: z.array(z.string()).optional(),
    weight: z.string().optional(),
  });
  const result = schema.safeParse(written);
  if (result.success) return result.data as SelectionSource;
  const { path, message } = deepest(result.error.issues[0]!);
  const place = path.length === 0 ? '' : `, ${path.join('.')}`;
  throw refuse(
    'not a selection',
    `${where}${lineOf(path)}${place}`,
    message,
    'name, doc, table, species, cuts; regions, keep, weight if any',
  );
}

interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly errors?: readonly (readonly Issue[])[];
}

/** What is wrong in the form that was meant: of several allowed the one whose kind fits. */
function deepest({ path, message, errors = [] }: Issue): {
  readonly path: readonly PropertyKey[];
  readonly message: string;
} {
  const meant = errors
    .map(([first]) => first)
    .find((issue) => issue !== undefined && (issue.code !== 'invalid_type' || issue.path.length > 0));
  if (meant === undefined) return { path, message };
  const inside = deepest(meant);
  return { path: [...path, ...inside.path], message: inside.message };
}
