import { inChild } from '../children.mjs';
import { corpusFiles } from '../corpus/store.mjs';
import { FIGURES } from './figures.mjs';

const CHILD = new URL('child.mjs', import.meta.url);
const NODE_OPTIONS = ['--single-threaded', '--expose-gc'];
/** Of the whole benchmark's streams: a pass is to fit between two disturbances. */
const SCALE = 0.02;
const TURNS = 16;

/** A figure, of a fresh process: what ours costs, as a ratio to its floors. */
export async function measureFigure(name) {
  const { stream } = FIGURES[name];
  const files = corpusFiles([stream, 'relay'], { scale: SCALE });
  const args = [name, files.get(stream), files.get('relay'), TURNS];
  return (await inChild(CHILD, args, { nodeOptions: NODE_OPTIONS })).ratio;
}
