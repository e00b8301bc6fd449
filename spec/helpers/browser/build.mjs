import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Builds the package: browsers and programs run what it holds. */
export default function build() {
  execFileSync('npm', ['run', 'build'], { cwd: fileURLToPath(new URL('../../../', import.meta.url)), stdio: 'ignore' });
}
