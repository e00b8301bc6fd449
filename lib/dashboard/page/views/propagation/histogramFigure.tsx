import { useRef } from 'preact/hooks';
import type { Column } from '../../parts/column.js';
import { DrawingView } from '../../parts/drawing/drawingView.js';
import { PictureSave } from '../../parts/pictureSave.js';
import { useWidth } from '../../parts/useWidth.js';
import { drawHistogram, type HistogramData } from './drawHistogram.js';
import type { Bin } from './histogram.js';

const COLUMNS: readonly Column<Bin>[] = [
  { id: 'fromMs', name: 'From', explanation: 'The least delay in milliseconds', value: ({ fromMs }) => fromMs },
  {
    id: 'toMs',
    name: 'To',
    explanation: 'All delays are below this value, in milliseconds; empty if there is no upper bound',
    value: ({ toMs }) => (toMs === Infinity ? undefined : toMs),
  },
  { id: 'peers', name: 'Peers', explanation: 'The number of peers', value: ({ count }) => count },
];
/** The width of saved pictures, in pixels. */
const SAVED_WIDTH = 960;

/** How many peers have announced an item after which time; the table of the announcements has the same data for screen readers. */
export function HistogramFigure(data: HistogramData) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  return (
    <figure id="histogram">
      <figcaption>
        <span>Delays of the peers</span>
        <PictureSave
          what="propagation"
          label="the histogram"
          draw={() => drawHistogram(data, SAVED_WIDTH)}
          columns={() => COLUMNS}
          rows={() => data.bins}
        />
      </figcaption>
      <div ref={box}>
        <DrawingView drawing={drawHistogram(data, width || SAVED_WIDTH)} />
      </div>
    </figure>
  );
}
