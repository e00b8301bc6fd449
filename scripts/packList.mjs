// npm run pack:list: writes scripts/packList.txt, the list of all files of the package, after a change of them that is intended.
import { writeFileSync } from 'node:fs';
import { listOf, packedFiles } from './packedFiles.mjs';

const { files, unpackedBytes } = packedFiles();
writeFileSync(new URL('packList.txt', import.meta.url), listOf(files));
console.log(`scripts/packList.txt: ${files.length} files, ${unpackedBytes} bytes unpacked`);
