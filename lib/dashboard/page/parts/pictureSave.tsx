import type { Column } from './column.js';
import type { Drawing } from './drawing/drawing.js';
import { savePng, saveSvg } from './drawing/saveDrawing.js';
import { toCsv, toJson } from './exportRows.js';
import { Menu } from './menu.js';
import { fileName, saveText } from './saveFile.js';

export interface PictureSaveProps<Row> {
  /** Part of the names of the files. */
  readonly what: string;
  /** What is saved, for screen readers. */
  readonly label: string;
  /** Creates the picture. */
  readonly draw: () => Drawing;
  /** The data behind it. */
  readonly columns: () => readonly Column<Row>[];
  readonly rows: () => readonly Row[];
}

/** A menu that saves a picture, and the data behind it. */
export function PictureSave<Row>({ columns, draw, label, rows, what }: PictureSaveProps<Row>) {
  return (
    <Menu name="Save" label={`Save ${label}`}>
      <button type="button" onClick={() => saveSvg(what, draw())}>
        Picture (SVG)
      </button>
      <button type="button" onClick={() => void savePng(what, draw())}>
        Picture (PNG)
      </button>
      <button type="button" onClick={() => saveText(fileName(what, 'csv'), 'text/csv', toCsv(rows(), columns()))}>
        Values (CSV)
      </button>
      <button
        type="button"
        onClick={() => saveText(fileName(what, 'json'), 'application/json', toJson(rows(), columns()))}
      >
        Values (JSON)
      </button>
    </Menu>
  );
}
