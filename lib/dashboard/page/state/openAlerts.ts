import { computed } from '@preact/signals';
import type { AlertRow } from '../../protocol/alertRow.js';
import { isOpen, sortAlerts } from './alertOrder.js';
import { store } from './session.js';

/** The alerts that a user should look at, the most urgent first. They mark the tab and the link to the view. */
export const openAlerts = computed<readonly AlertRow[]>(() => sortAlerts(store.list('alerts').filter(isOpen)));
