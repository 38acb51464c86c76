/** Version of the program, as in package.json; written into every file. */
export const VERSION = '0.1.0';
