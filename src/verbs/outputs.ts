import { writeOutputFile } from '../report/output-file.js';
import { writeCutflow, writeMigrations, writeNMinusOne, writeScan } from './result-files.js';
import type { CutflowResult, DiffResult, NMinusOneResult, ScanResult } from './types.js';

/** Files to write a result to: a table, and pictures. */
export interface Outputs {
  readonly arrow?: string;
  readonly svg?: string;
  readonly png?: string;
}

/** Writes a picture to the files asked for; the plotting library is loaded when there is one. */
async function drawn(
  { svg, png }: Outputs,
  draw: (plots: typeof import('../report/plot/index.js')) => string,
): Promise<void> {
  if (svg === undefined && png === undefined) return;
  const text = draw(await import('../report/plot/index.js'));
  if (svg !== undefined) await writeOutputFile(svg, text);
  if (png !== undefined) {
    const { svgToPng } = await import('../report/plot/png.js');
    await writeOutputFile(png, svgToPng(text));
  }
}

/** @throws InputError (output) when a file cannot be written */
export async function outputCutflow(result: CutflowResult, to: Outputs): Promise<void> {
  if (to.arrow !== undefined) await writeCutflow(to.arrow, result);
  await drawn(to, ({ cutflowBars }) => cutflowBars(result));
}

/** A name of a cut as that of a file. */
const fileName = (cut: string): string => cut.replace(/[^\w.-]+/g, '-');

/** @throws InputError (output) when a file cannot be written */
export async function outputNMinusOne(result: NMinusOneResult, to: Outputs): Promise<void> {
  if (to.arrow !== undefined) await writeNMinusOne(to.arrow, result);
  for (const cut of result.cuts) {
    const inFolders = (name: string): Outputs => ({
      ...(to.svg === undefined ? {} : { svg: `${to.svg}/${name}.svg` }),
      ...(to.png === undefined ? {} : { png: `${to.png}/${name}.png` }),
    });
    await drawn(inFolders(fileName(cut.name)), ({ histogramPlot }) =>
      histogramPlot(cut.histogram, { title: `${result.selection}: ${cut.name}, all other cuts made` }),
    );
    if (cut.curves.length === 0) continue;
    await drawn(inFolders(`${fileName(cut.name)}-efficiency`), ({ efficiencyCurves }) => efficiencyCurves(cut));
  }
}

/** @throws InputError (output) when a file cannot be written */
export async function outputDiff(result: DiffResult, { arrow }: Outputs): Promise<void> {
  if (arrow !== undefined) await writeMigrations(arrow, result);
}

/** @throws InputError (output) when a file cannot be written */
export async function outputScan(result: ScanResult, to: Outputs): Promise<void> {
  if (to.arrow !== undefined) await writeScan(to.arrow, result);
  await drawn(to, ({ scanPlot }) => scanPlot(result));
}
