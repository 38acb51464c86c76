/** Opening tags of an SVG text in order, with their attributes; throws when the tags do not nest or a number is none. */
export function tagsOf(svg: string): { readonly name: string; readonly attributes: Record<string, string> }[] {
  const body = svg.replace(/^<\?xml[^>]*\?>\n/, '');
  const found: { name: string; attributes: Record<string, string> }[] = [];
  const open: string[] = [];
  let at = 0;
  for (const tag of body.matchAll(/<(\/?)([a-zA-Z]+)((?: [a-zA-Z][\w-]*="[^"<]*")*)(\/?)>/g)) {
    const text = body.slice(at, tag.index);
    if (/[<>]|&(?!amp;|lt;|gt;|quot;)/.test(text)) throw new Error(`not well formed: ${text.slice(0, 80)}`);
    at = tag.index + tag[0].length;
    const [, close, name, list, alone] = tag;
    if (close && open.pop() !== name) throw new Error(`</${name}> closes nothing`);
    if (close) continue;
    const attributes = Object.fromEntries([...list!.matchAll(/ ([\w-]+)="([^"]*)"/g)].map((m) => [m[1]!, m[2]!]));
    found.push({ name: name!, attributes });
    if (!alone) open.push(name!);
  }
  if (open.length > 0 || body.slice(at).trim() !== '')
    throw new Error(`left open: ${open.join(' ')}${body.slice(at, 80)}`);
  if (/NaN|Infinity|undefined|null/.test(svg)) throw new Error('a number that is none');
  return found;
}
