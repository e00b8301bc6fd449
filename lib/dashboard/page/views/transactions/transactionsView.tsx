import { PropagationView } from '../propagation/propagationView.js';

/** The latest announced transactions, and how they propagate. */
export function TransactionsView() {
  return <PropagationView type="transaction" />;
}
