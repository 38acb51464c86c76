/** Questions asked of the page inside the browser, as the text of expressions: tests know no DOM. */

/** Texts whose contrast with what lies behind them is below 4.5, each with its ratio. */
export const LOW_CONTRAST = `(() => {
  const rgb = (text) => { const m = /rgba?\\(([^)]+)\\)/.exec(text); const v = m ? m[1].split(',').map(Number) : [0, 0, 0, 0]; return v.length < 4 ? [...v, 1] : v; };
  const luminance = ([r, g, b]) => { const f = (c) => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; }; return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
  const behind = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] > 0.99) return c; } return [255, 255, 255, 1]; };
  const low = [];
  let seen = 0;
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim() !== '');
    if (!own || e.closest('title, desc, style') || e.getClientRects().length === 0) continue;
    seen++;
    const style = getComputedStyle(e);
    const colour = rgb(e.namespaceURI.endsWith('svg') ? style.fill : style.color);
    const ground = behind(e);
    const [a, b] = [luminance(colour), luminance(ground)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) low.push(e.textContent.slice(0, 30) + ' ' + ratio.toFixed(2));
  }
  return { low, seen };
})()`;

/** Words of pictures that leave their picture or lie on each other. */
export const UNREADABLE = `(() => {
  const found = [];
  for (const svg of document.querySelectorAll('svg')) {
    const frame = svg.getBoundingClientRect();
    const name = svg.getAttribute('aria-label');
    const texts = [...svg.querySelectorAll('text')].map((t) => ({ t: t.textContent, r: t.getBoundingClientRect() }));
    for (const { t, r } of texts) {
      if (r.left < frame.left - 1 || r.right > frame.right + 1 || r.top < frame.top - 1 || r.bottom > frame.bottom + 1) found.push(name + ': ' + t + ' outside');
    }
    for (const [i, a] of texts.entries()) for (const b of texts.slice(i + 1)) {
      const w = Math.min(a.r.right, b.r.right) - Math.max(a.r.left, b.r.left);
      const h = Math.min(a.r.bottom, b.r.bottom) - Math.max(a.r.top, b.r.top);
      if (w > 1 && h > 0.35 * Math.min(a.r.height, b.r.height)) found.push(name + ': ' + a.t + ' on ' + b.t);
    }
  }
  return found;
})()`;

/** What has the focus, and whether it can be seen to have it. */
export const FOCUS = `(() => {
  const e = document.activeElement;
  const s = getComputedStyle(e);
  const r = e.getBoundingClientRect();
  return {
    what: e === document.body ? 'body' : e.getAttribute('href') ?? e.getAttribute('aria-labelledby') ?? e.id,
    outlined: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2,
    onScreen: r.right > 0 && r.bottom > 0 && r.left < innerWidth && r.top < innerHeight,
  };
})()`;

/** What the keyboard must reach, in the order of the page. */
export const REACHABLE = `[...document.querySelectorAll('a[href], [tabindex="0"]')]
  .filter((e) => e.getClientRects().length > 0)
  .map((e) => e.getAttribute('href') ?? e.getAttribute('aria-labelledby'))`;

/** What a screen reader needs and does not find. */
export const UNSAID = `(() => {
  const missing = [];
  const need = (ok, what) => { if (!ok) missing.push(what); };
  for (const one of ['header', 'nav[aria-label]', 'main', 'footer', 'h1', 'title']) need(document.querySelectorAll((one === 'title' ? 'head > ' : 'body ') + one).length === 1, one);
  need(document.documentElement.lang === 'en', 'lang');
  let last = 0;
  for (const h of document.querySelectorAll('h1, h2, h3, h4')) { const n = Number(h.tagName[1]); need(n <= last + 1, 'heading ' + h.textContent); last = n; }
  for (const t of document.querySelectorAll('table')) {
    need(t.caption && t.caption.textContent.trim() !== '', 'caption');
    for (const h of t.querySelectorAll('th')) need(h.scope === 'col' || h.scope === 'row', 'scope of ' + h.textContent);
    for (const row of t.tBodies[0].rows) need(row.querySelectorAll('th[scope=row]').length === 1, 'row ' + row.textContent);
  }
  for (const s of document.querySelectorAll('svg')) {
    need(s.getAttribute('role') === 'img' && s.getAttribute('aria-label'), 'name of a picture');
    need(s.querySelector('title') && s.querySelector('desc').textContent.length > 20, 'words of ' + s.getAttribute('aria-label'));
    need(s.closest('figure').querySelector('figcaption').textContent.trim() !== '', 'caption of ' + s.getAttribute('aria-label'));
  }
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  need(new Set(ids).size === ids.length, 'ids of their own');
  for (const e of document.querySelectorAll('[aria-labelledby]')) need(document.getElementById(e.getAttribute('aria-labelledby')), 'name ' + e.getAttribute('aria-labelledby'));
  for (const a of document.querySelectorAll('a[href]')) need(document.getElementById(a.getAttribute('href').slice(1)), 'target ' + a.getAttribute('href'));
  return missing;
})()`;
