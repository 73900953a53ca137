import { SegmentedControl, Select, Switch, TextInput } from '@mantine/core';
import type { report } from '../../api/backend';
import { FilterFields } from '../../ui/filter-fields';
import type { View } from './view';
import { type Dimension, dimensions, presetWords } from './words';

interface Props {
  view: View;
  presets: report.PresetSpan[];
  /** What is on screen: other days begin with its days. */
  shown?: report.Question;
  choices: report.Choices;
  change: (part: Partial<View>) => void;
}

/** Which days, by what, and of what. */
export function Controls({ view, presets, shown, choices, change }: Props) {
  const choose = (preset: string | null) => {
    if (preset === 'custom') return change({ preset, from: shown?.from ?? '', through: shown?.through ?? '' });
    if (preset) change({ preset });
  };
  return (
    <div className="stack">
      <div className="analytics-span">
        <Select label="Days" data={[...presets.map((p) => p.name), 'custom'].map((value) => ({ value, label: presetWords[value] ?? value }))} value={view.preset} allowDeselect={false} onChange={choose} />
        {view.preset === 'custom' && (
          <>
            <TextInput type="date" label="From" value={view.from} max={view.through} onChange={(e) => change({ from: e.currentTarget.value })} />
            <TextInput type="date" label="Through" value={view.through} min={view.from} onChange={(e) => change({ through: e.currentTarget.value })} />
          </>
        )}
        <Switch className="analytics-compare" label="Compare with the period before" checked={view.compare} onChange={(e) => change({ compare: e.currentTarget.checked })} />
      </div>
      <div className="analytics-by">
        <SegmentedControl aria-label="Show by" data={Object.entries(dimensions).map(([value, label]) => ({ value, label }))} value={view.by} onChange={(by) => change({ by: by as Dimension })} />
      </div>
      <FilterFields choices={choices} filter={view.filter} change={(filter) => change({ filter })} />
    </div>
  );
}
