import { useShortcuts } from '../state/shortcuts.js';

export interface RowShortcuts {
  /** The number of rows. */
  readonly count: number;
  /** The index of the chosen row; -1: none. */
  readonly index: number;
  /** The user has chosen the row of this index by `j` or `k`. Undefined: rows cannot be chosen. */
  readonly onSelect: ((index: number) => void) | undefined;
  /** The user has pressed Enter on the chosen row. Undefined: rows cannot be opened. */
  readonly onOpen: ((index: number) => void) | undefined;
}

/** `j` and `k` choose the next and the previous row of a table, Enter opens it. */
export function useRowShortcuts({ count, index, onOpen, onSelect }: RowShortcuts): void {
  const move = (step: 1 | -1): void => {
    if (count > 0) onSelect?.(index === -1 ? 0 : Math.max(0, Math.min(count - 1, index + step)));
  };
  const select = [
    { key: 'j', text: 'Choose the next row', onPress: () => move(1) },
    { key: 'k', text: 'Choose the previous row', onPress: () => move(-1) },
  ];
  const open = {
    key: 'Enter',
    text: 'Open the chosen row',
    onPress() {
      if (index !== -1) onOpen?.(index);
    },
  };
  useShortcuts([...(onSelect === undefined ? [] : select), ...(onOpen === undefined ? [] : [open])]);
}
