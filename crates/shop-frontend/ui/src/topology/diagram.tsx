import { useSpeech } from '../i18n/language';
import type { Health, Node } from './health';
import { tall, wide, type Box, type Picture } from './layout';
import { useStoreName } from './store-name';

/** Each state has a form of its own, so that nobody needs to see its colour. */
const MARKS: Record<Health, string> = {
  ok: 'm-4 0 3 3 5-6',
  impaired: 'M0-5v6M0 4v.5',
  unready: 'M0-5v6M0 4v.5',
  unreachable: 'm-4-4 8 8m0-8-8 8',
  unknown: 'M-4 0h8',
};

/** The architecture drawn twice, from left to right and from top to bottom; the style sheet shows one. */
export function Diagram({ nodes, summary }: { nodes: Node[]; summary: string }) {
  return (
    <div className="diagram">
      <Drawing picture={wide(nodes)} summary={summary} form="wide" />
      <Drawing picture={tall(nodes)} summary={summary} form="tall" />
    </div>
  );
}

interface DrawingProps {
  picture: Picture;
  summary: string;
  form: 'wide' | 'tall';
}

function Drawing({ picture, summary, form }: DrawingProps) {
  const { t } = useSpeech();
  const { width, height, boxes, ways } = picture;
  return (
    // The table below says the same in words, box by box.
    <svg
      className={`diagram-${form}`}
      viewBox={`-2 -2 ${width + 4} ${height + 4}`}
      role="img"
      aria-label={`${t.topology.picture} ${summary}`}
    >
      {ways.map(({ id, points, health }) => (
        <polyline
          key={id}
          className={`way way-${health}`}
          points={points.map(([x, y]) => `${x},${y}`).join(' ')}
        />
      ))}
      {boxes.map((box) => (
        <BoxShape key={box.id} box={box} />
      ))}
    </svg>
  );
}

function BoxShape({ box }: { box: Box }) {
  const { t } = useSpeech();
  const nameOf = useStoreName();
  const { x, y, width, height, kind, health } = box;
  const name =
    kind === 'customer' ? t.topology.customer : kind === 'service' ? box.name : nameOf(box.name);
  const middle = y + height / 2;
  if (kind === 'customer') {
    return (
      <g className="box box-customer">
        <rect x={x} y={y} width={width} height={height} rx={height / 2} />
        <text x={x + width / 2} y={middle + 5} textAnchor="middle">
          {name}
        </text>
      </g>
    );
  }
  return (
    <g className={`box box-${kind} box-${health}`}>
      <rect x={x} y={y} width={width} height={height} rx={kind === 'store' ? 18 : 8} />
      <circle cx={x + 22} cy={middle} r={10} />
      <path d={MARKS[health]} transform={`translate(${x + 22} ${middle})`} />
      <text x={x + 40} y={middle - 3} className="box-name">
        {name}
      </text>
      <text x={x + 40} y={middle + 15} className="box-health">
        {t.topology.health[health]}
      </text>
    </g>
  );
}
