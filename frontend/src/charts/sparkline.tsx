import { type Amount, toPixels } from '../format/money';
import { useColours } from './colours';
import './sparkline.css';

const height = 20;

interface Props {
  values: (Amount | null | undefined)[];
  settled: boolean[];
  /** What the line tells, in words. */
  label: string;
  /** Which series' colour it has, as the other charts count them. */
  place: number;
}

/** How something went, day by day, small and without axes. Days that were not read part the line; days that may still change are lighter. */
export function Sparkline({ values, settled, label, place }: Props) {
  const { series } = useColours();
  const from = settled.findIndex((s, i) => !s && values[i]);
  const known = from < 0 ? values : values.map((v, i) => (i <= from ? v : null));
  const moving = from < 0 ? [] : values.map((v, i) => (i >= from ? v : null));
  const y = scaleOf(values);
  return (
    <svg className="sparkline" role="img" aria-label={label} viewBox={`0 0 ${Math.max(1, values.length - 1)} ${height}`} preserveAspectRatio="none" style={{ color: series[Math.min(place, series.length - 1)] }}>
      <path d={pathOf(known, y)} />
      <path d={pathOf(moving, y)} data-provisional />
    </svg>
  );
}

/** Where a value is drawn: $0 is always inside, so that a small change never looks like a large one. */
function scaleOf(values: Props['values']): (pixels: number) => number {
  const drawn = values.flatMap((v) => (v ? [toPixels(v)] : []));
  const [low, high] = [Math.min(0, ...drawn), Math.max(0, ...drawn)];
  return (pixels) => (high === low ? height : height - ((pixels - low) / (high - low)) * height);
}

/** A line through the days that are known, anew after each gap. */
function pathOf(values: Props['values'], y: (pixels: number) => number): string {
  return values
    .map((v, i) => {
      if (!v) return '';
      const at = `${i} ${y(toPixels(v)).toFixed(2)}`;
      return values[i - 1] ? `L${at}` : `M${at}h0`; // a day alone is a dot
    })
    .join('');
}
