import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import { backend, type bind, type provider } from '../../api/backend';
import { formatDate } from '../../format/days';
import { t } from '../../words';

/** Known prices to start from, each with where and when it was published. */
export function Presets({ service, fill }: { service: bind.Provider; fill: (preset: provider.Preset) => void }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const preset = chosen === null ? undefined : service.presets[Number(chosen)];
  const choose = (value: string | null) => {
    setChosen(value);
    const found = value === null ? undefined : service.presets[Number(value)];
    if (found) fill(found);
  };
  return (
    <div className="stack-tight presets">
      <Select
        label={t('accounts.presets.label')}
        description={t('accounts.presets.means')}
        placeholder={t('accounts.presets.hint')}
        searchable
        clearable
        value={chosen}
        onChange={choose}
        data={service.presets.map((p, i) => ({ value: String(i), label: `${p.label}, ${priceOf(service, p)}` }))}
      />
      {preset && (
        <p className="row quiet" role="status">
          {t('accounts.presets.asOf', { label: preset.label, price: priceOf(service, preset), date: formatDate(preset.as_of) })}
          <Button variant="subtle" size="compact-xs" onClick={() => void backend.openLink(preset.source)}>
            {t('accounts.presets.source')}
          </Button>
        </p>
      )}
    </div>
  );
}

/** "20 USD every month": what a preset fills in, in the form's own order, without whose it is. */
function priceOf(service: bind.Provider, preset: provider.Preset): string {
  return service.fields
    .filter((f) => f.name !== 'service')
    .map((f) => f.choices?.find((c) => c.value === preset.fields[f.name])?.label ?? preset.fields[f.name] ?? '')
    .filter((word) => word !== '')
    .join(' ');
}
