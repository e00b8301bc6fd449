import { PropagationView } from '../propagation/propagationView.js';

/** The latest announced blocks, and how they propagate. */
export function BlocksView() {
  return <PropagationView type="block" />;
}
