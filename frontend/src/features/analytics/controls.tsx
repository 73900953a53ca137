import { SegmentedControl, Select, Switch, TextInput } from '@mantine/core';
import { useCallback } from 'react';
import type { report } from '../../api/backend';
import type { Filter } from '../../format/filter';
import { FilterFields } from '../../ui/filter-fields';
import { t } from '../../words';
import type { View } from './view';
import { type Dimension, dimensions, dimensionWord, presetWord } from './words';

interface Props {
  view: View;
  presets: report.PresetSpan[];
  /** What is on screen: other days begin with its days. */
  shown?: report.Question;
  /** Not known at once in a large ledger. */
  choices?: report.Choices;
  change: (part: Partial<View>) => void;
}

/** Which days, by what, and of what. */
export function Controls({ view, presets, shown, choices, change }: Props) {
  const choose = (preset: string | null) => {
    if (preset === 'custom') return change({ preset, from: shown?.from ?? '', through: shown?.through ?? '' });
    if (preset) change({ preset });
  };
  const narrow = useCallback((filter: Filter) => change({ filter }), [change]);
  return (
    <div className="stack">
      <div className="analytics-span">
        <Select label={t('analytics.days')} data={[...presets.map((p) => p.name), 'custom'].map((value) => ({ value, label: presetWord(value) }))} value={view.preset} allowDeselect={false} onChange={choose} />
        {view.preset === 'custom' && (
          <>
            <TextInput type="date" label={t('analytics.from')} value={view.from} max={view.through} onChange={(e) => change({ from: e.currentTarget.value })} />
            <TextInput type="date" label={t('analytics.through')} value={view.through} min={view.from} onChange={(e) => change({ through: e.currentTarget.value })} />
          </>
        )}
        <Switch className="analytics-compare" label={t('analytics.compare')} checked={view.compare} onChange={(e) => change({ compare: e.currentTarget.checked })} />
      </div>
      <div className="analytics-by">
        <SegmentedControl aria-label={t('analytics.by')} data={dimensions.map((value) => ({ value, label: dimensionWord(value) }))} value={view.by} onChange={(by) => change({ by: by as Dimension })} />
      </div>
      <FilterFields choices={choices} filter={view.filter} change={narrow} />
    </div>
  );
}
