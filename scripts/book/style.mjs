// The style of all drawings. Colours are literals, because not every renderer supports CSS variables.
import { PALETTE } from './colours.mjs';

const SANS = '-apple-system,BlinkMacSystemFont,"Segoe UI","Noto Sans",Helvetica,Arial,sans-serif';
const MONO = 'ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace';

const marbles = PALETTE.map(({ fill, letter }, i) => `.c${i} circle{fill:${fill}}.c${i} text{fill:${letter}}`).join(
  '\n',
);

/** The background is drawn too: the viewer may use a dark background while the system's theme is light. */
function theme({ ground, text, muted, line, guide, box, edge, marble, error, paused, shade }) {
  return `text{fill:${text}}
.m,.a,.o,.l{fill:${muted}}
.g{fill:${ground};stroke:${guide}}
.gap{fill:${ground}}
.w{stroke:${line}}
.j{fill:${line}}
.v{stroke:${guide}}
.f{fill:${box};stroke:${edge}}
.x{stroke:${error}}
.e{fill:${error};stroke:${ground}}
.p{fill:${paused}}
.s{fill:${shade}}
circle{stroke:${marble}}`;
}

const light = theme({
  ground: '#ffffff',
  text: '#1f2328',
  muted: '#59636e',
  line: '#59636e',
  guide: '#d1d9e0',
  box: '#f6f8fa',
  edge: '#818b98',
  marble: '#1f2328',
  error: '#b3261e',
  paused: '#ecd190',
  shade: '#faf3e0',
});

const dark = theme({
  ground: '#0d1117',
  text: '#f0f6fc',
  muted: '#a9b4bf',
  line: '#9198a1',
  guide: '#3d444d',
  box: '#151b23',
  edge: '#656c76',
  marble: '#0d1117',
  error: '#ff938a',
  paused: '#6b5216',
  shade: '#272113',
});

/** `h` heading, `t` title, `m` muted, `b` name in the box, `o` options, `l` legend, `a` axis, `e` error; `v` guides, `w` lines. */
export const STYLE = `
text{font:14px ${SANS}}
.h{font-size:24px;font-weight:700}
.t{font-size:16px;font-weight:600}
.b,.o,.l,.a,.e{font:12.5px ${MONO}}
.b{font-weight:700}
.i{font-style:italic}
.a,.mid,circle+text{text-anchor:middle}
.end{text-anchor:end}
circle+text{font:600 13px ${SANS}}
.w,.v,.x{fill:none}
.w{stroke-width:1.6}
.k{stroke-width:3}
.x{stroke-width:2.6;stroke-linecap:round}
.v{stroke-dasharray:1 3}
.e{paint-order:stroke;stroke-width:4}
${light}
@media(prefers-color-scheme:dark){
${dark}
}
${marbles}
`;
