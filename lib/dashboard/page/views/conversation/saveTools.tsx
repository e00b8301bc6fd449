import { useState } from 'preact/hooks';
import type { SequenceLine } from '../../../protocol/sequence.js';
import { copyText } from '../../parts/copyText.js';
import { toCsv, toJson } from '../../parts/exportRows.js';
import * as format from '../../parts/format.js';
import { Menu } from '../../parts/menu.js';
import { fileName, saveBlob, saveText } from '../../parts/saveFile.js';
import type { DiagramRow } from './diagramRows.js';
import { LINE_COLUMNS } from './lineColumns.js';
import { marbleText } from './marbleText.js';
import { sequencePicture } from './picture.js';
import { picturePng } from './picturePng.js';
import { pictureSvg } from './pictureSvg.js';

export interface SaveToolsProps {
  /** The address of the peer. */
  readonly remote: string;
  /** The shown lines. */
  readonly shown: readonly SequenceLine[];
  /** The number of all stored lines. */
  readonly total: number;
  readonly rows: readonly DiagramRow[];
}

/** Saves what the diagram shows, or copies it as a marble diagram. */
export function SaveTools({ remote, shown, total, rows }: SaveToolsProps) {
  const [result, setResult] = useState('');
  const what = shown.length === total ? format.count(total) : `${format.count(shown.length)} of ${format.count(total)}`;
  const title = `Messages with ${remote} (${what})`;
  const picture = () => sequencePicture(title, remote, rows);
  const copyMarbles = async (): Promise<void> =>
    setResult((await copyText(marbleText(title, shown))) ? 'Copied' : 'The browser refuses to copy');
  return (
    <>
      <Menu name="Save" label="Save the messages">
        <button
          type="button"
          onClick={() => saveText(fileName('messages', 'csv'), 'text/csv', toCsv(shown, LINE_COLUMNS))}
        >
          CSV
        </button>
        <button
          type="button"
          onClick={() => saveText(fileName('messages', 'json'), 'application/json', toJson(shown, LINE_COLUMNS))}
        >
          JSON
        </button>
        <button
          type="button"
          onClick={() => saveText(fileName('sequence', 'svg'), 'image/svg+xml', pictureSvg(picture()))}
        >
          Picture (SVG)
        </button>
        <button
          type="button"
          onClick={() => void picturePng(picture()).then((blob) => saveBlob(fileName('sequence', 'png'), blob))}
        >
          Picture (PNG)
        </button>
      </Menu>
      <button
        type="button"
        title="Copies the shown messages as a marble diagram, as tests with rxpeer/marbles read them"
        disabled={shown.length === 0}
        onClick={() => void copyMarbles()}
      >
        Copy as marbles
      </button>
      <span class="copied" role="status">
        {result}
      </span>
    </>
  );
}
