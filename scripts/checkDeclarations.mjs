// node scripts/checkDeclarations.mjs: exits with status 1 if a declaration in dist/ contains a type that some compilers read as `any`.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

/** Patterns that a declaration must not contain, and what to do about each. */
const FORBIDDEN = [
  // `Uint8Array` takes a type argument from TypeScript 5.7 on; earlier versions read the field as `any`, or fail.
  [/\bUint8Array</, 'annotate it as Uint8Array: TypeScript 5.6 and earlier cannot read a type argument'],
  [/\bArrayBufferLike\b/, 'annotate it as Uint8Array: TypeScript 5.6 and earlier cannot read the inferred type'],
  // The compiler writes this when an inferred type is nested too deeply.
  [/\/\*elided\*\/ any/, 'give the type a name: the compiler wrote any instead of it'],
];

const files = readdirSync(dist, { recursive: true }).filter((file) => file.endsWith('.d.ts'));
if (files.length === 0) {
  console.error('dist/ contains no declarations: run npm run build first');
  process.exit(2);
}
let faults = 0;
for (const file of files) {
  const path = join(dist, file);
  for (const [index, line] of readFileSync(path, 'utf8').split('\n').entries()) {
    for (const [pattern, advice] of FORBIDDEN) {
      if (!pattern.test(line)) continue;
      faults += 1;
      console.error(`${relative(root, path)}:${index + 1}: ${line.trim()}\n  ${advice}`);
    }
  }
}
if (faults > 0) process.exit(1);
console.log(`${files.length} declarations contain no type that compilers read as any`);
