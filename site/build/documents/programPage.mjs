import { posix } from 'node:path';

/** The path of the page of a program, for example `examples/watch` for `examples/watch.mjs`. */
export const programPagePath = (source) => source.replace(/\.mjs$/, '').replaceAll('.', '-');

/** The page of a program of examples/: its source, with a link to its section in examples/README.md. */
export function programPage(source, code) {
  const file = posix.basename(source);
  const [name] = file.split('.');
  return [
    `# ${file}`,
    `[What it does and prints](README.md#${name.toLowerCase()}). Copy it into a folder where you have run \`npm install rxpeer rxjs\`.`,
    `\`\`\`js\n${code.trimEnd()}\n\`\`\`\n`,
  ].join('\n\n');
}
