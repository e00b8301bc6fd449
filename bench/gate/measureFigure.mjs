import { runChild } from '../children.mjs';
import { corpusFiles } from '../corpus/store.mjs';
import { FIGURES } from './figures.mjs';

const CHILD = new URL('child.mjs', import.meta.url);
const NODE_OPTIONS = ['--single-threaded', '--expose-gc'];
/** Fraction of the benchmark's streams: a pass must be short enough to run undisturbed now and then. */
const SCALE = 0.02;
const TURNS = 16;

/** Measures a figure in a fresh process: the processor time of rxpeer as a ratio to its floors. */
export async function measureFigure(name) {
  const { stream } = FIGURES[name];
  const files = corpusFiles([stream, 'relay'], { scale: SCALE });
  const args = [name, files.get(stream), files.get('relay'), TURNS];
  return (await runChild(CHILD, args, { nodeOptions: NODE_OPTIONS })).ratio;
}
