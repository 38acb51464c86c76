import { INKS } from '../plot/inks.js';

/** Colours of the page beside those of the pictures. Text on its ground has a contrast of 4.5 or more in both. */
const PAGE_INKS = {
  link: { light: '#00558a', dark: '#8ccbf2' },
  rule: { light: '#c9cdd2', dark: '#444b53' },
  raised: { light: '#f4f6f8', dark: '#20252b' },
  warn: { light: '#fff0d1', dark: '#3f3011' },
  warned: { light: '#6b4300', dark: '#ffd88f' },
} as const;

const inks = (mode: 'light' | 'dark'): string =>
  Object.entries({ ...INKS, ...PAGE_INKS })
    .map(([name, colours]) => `--${name}:${colours[mode]}`)
    .join(';');

/** The style sheet of the page: light, dark as the reader's system asks, and print. */
export const STYLE = `
:root{color-scheme:light dark;${inks('light')}}
@media screen and (prefers-color-scheme:dark){:root{${inks('dark')}}}
*{box-sizing:border-box}
html{scroll-behavior:auto}
body{margin:0 auto;max-width:1180px;padding:0 20px 60px;background:var(--paper);color:var(--ink);
font:16px/1.5 system-ui,"Segoe UI","DejaVu Sans",Helvetica,Arial,sans-serif;overflow-wrap:break-word}
h1{font-size:1.75rem;line-height:1.2;margin:28px 0 4px}
h2{font-size:1.3rem;margin:44px 0 10px;padding-bottom:4px;border-bottom:1px solid var(--rule)}
h3{font-size:1.05rem;margin:30px 0 2px}
p{margin:6px 0 12px;max-width:80ch}
.muted,figcaption,.legend,caption{color:var(--muted)}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--data);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:-9999px}
.skip:focus{left:12px;top:10px;padding:8px 14px;background:var(--paper);border:1px solid var(--rule);z-index:2}
nav ul,.legend{list-style:none;margin:0;padding:0}
nav ul{display:flex;flex-wrap:wrap;gap:4px 20px}
nav{margin:18px 0;padding:10px 14px;background:var(--raised);border-radius:6px}
nav a{display:inline-block;padding:3px 0}
ul.cutlist{display:flex;flex-wrap:wrap;gap:2px 16px}
.notice{margin:18px 0;padding:10px 16px;background:var(--warn);color:var(--warned);border-left:5px solid var(--warned);border-radius:4px}
.notice p{margin:2px 0}
.scroll{overflow-x:auto;margin:8px 0 14px}
.scroll.tall{max-height:75vh;overflow-y:auto}
table{border-collapse:collapse;font-size:.9rem;min-width:min(100%,420px)}
caption{text-align:left;padding:0 0 6px;font-size:.9rem}
th,td{text-align:left;vertical-align:baseline;padding:5px 14px 5px 0;border-bottom:1px solid var(--rule);font-weight:400}
thead th{font-weight:600;border-bottom:2px solid var(--rule);vertical-align:bottom;background:var(--paper)}
.tall thead th{position:sticky;top:0}
tbody th{font-weight:600}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.wide{white-space:nowrap}
.long{overflow-wrap:anywhere;min-width:12ch}
.errors{color:var(--muted);font-size:.85em}
.mark{display:inline-block;white-space:nowrap;font-size:.85em;padding:0 7px;border:1px solid var(--rule);border-radius:9px;color:var(--ink)}
.recalled{background:var(--warn);color:var(--warned);border-color:var(--warned);font-weight:600}
.legend{font-size:.85rem}
.legend li{margin:3px 0}
.pictures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,440px),1fr));gap:8px 28px}
figure{margin:10px 0 6px}
figure svg{display:block;width:100%;max-width:640px;height:auto}
figure.broad svg{max-width:820px;min-width:520px}
figcaption{font-size:.85rem;max-width:70ch}
code{font:.85em/1.4 ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace}
code.command{user-select:all;background:var(--raised);padding:2px 6px;border-radius:4px}
footer{margin-top:50px;padding-top:10px;border-top:1px solid var(--rule);font-size:.85rem;color:var(--muted)}
@media (max-width:560px){
body{padding:0 14px 40px}
h1{font-size:1.4rem}
table{font-size:.82rem;min-width:0}
th,td{padding-right:9px}
figure:not(.broad) svg text{font-size:16px}
}
@media print{
@page{margin:14mm}
html{font-size:9pt}
body{max-width:none;padding:0;font-size:9pt}
nav,.skip,.cutlist{display:none!important}
h2,h3,caption{break-after:avoid}
figure,tr,.notice{break-inside:avoid}
figure.broad svg{max-width:130mm;min-width:0}
.scroll,.scroll.tall{overflow:visible;max-height:none}
.pictures{grid-template-columns:1fr 1fr;gap:4mm}
table{font-size:7.5pt}
th,td{padding:2pt 6pt 2pt 0}
.wide{white-space:normal}
.number{white-space:normal}
.number .errors{display:inline-block;white-space:nowrap}
code.command{overflow-wrap:anywhere;padding:0}
thead{display:table-header-group}
.tall thead th{position:static}
*{print-color-adjust:exact}
a{color:inherit;text-decoration:none}
}
`;
