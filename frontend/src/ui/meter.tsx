import type { Level } from '../format/words';
import './meter.css';

/** How much of a limit is used, as a bar; `label` says it in words. */
export function Meter({ percent, level, label }: { percent: number; level: Level; label: string }) {
  const shown = Math.min(100, Math.max(0, percent));
  return (
    <div className="meter" data-level={level} role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={shown}>
      <span style={{ width: `${shown}%` }} />
    </div>
  );
}
