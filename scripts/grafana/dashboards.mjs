import { faults } from './faults.mjs';
import { overview } from './overview.mjs';
import { peers } from './peers.mjs';
import { propagation } from './propagation.mjs';

/** The dashboards, by the name of their file in dashboards/grafana/. */
export const dashboards = { faults, overview, peers, propagation };
