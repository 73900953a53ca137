import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { backend, type rates } from '../../api/backend';
import { formatDate } from '../../format/days';
import { Notice } from '../../ui/notice';
import { spoken } from '../../ui/language';
import { t } from '../../words';
import { rateWords } from './words';

interface Props {
  /** The newest rate, whose currencies are offered again. */
  newest?: rates.Rate;
  /** The currency in which totals are shown, "" for none. */
  display: string;
  added: (sentence: string) => void;
}

/** A rate as it is typed, said back in words before it is stored. */
export function AddRate({ newest, display, added }: Props) {
  const [typed, setTyped] = useState<Partial<rates.Rate>>({});
  const quote = typed.quote ?? (display || (newest?.quote ?? 'USD'));
  const offered = newest && newest.currency !== quote ? newest.currency : quote === 'USD' ? 'EUR' : 'USD';
  const day = typed.day ?? new Date().toISOString().slice(0, 10);
  const rate = { currency: typed.currency ?? offered, quote, day, rate: decimal(typed.rate ?? '') };
  const wrong = wrongIn(rate);
  const good = !Object.values(wrong).some(Boolean) && rate.rate !== '';
  const words = good ? t('rates.since', { rate: rateWords(rate), day: formatDate(rate.day) }) : '';
  const save = useMutation({
    mutationFn: () => backend.putRate(rate),
    onSuccess: () => {
      setTyped({ ...typed, rate: undefined });
      added(t('rates.added', { words }));
    },
  });
  const change = (part: Partial<rates.Rate>) => {
    if (!save.isPending) save.reset();
    setTyped({ ...typed, ...part });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (good) save.mutate();
  };
  return (
    <form onSubmit={submit} className="stack-tight" noValidate aria-label={t('rates.add')}>
      <h3>{t('rates.add')}</h3>
      <div className="rates-fields">
        <TextInput label={t('rates.currency')} maxLength={3} autoComplete="off" spellCheck={false} value={rate.currency} error={wrong.currency} onChange={(e) => change({ currency: e.currentTarget.value.trim().toUpperCase() })} />
        <TextInput label={t('rates.worth')} inputMode="decimal" autoComplete="off" placeholder={t('rates.example')} value={typed.rate ?? ''} error={wrong.rate} onChange={(e) => change({ rate: e.currentTarget.value.trim() })} />
        <TextInput label={t('rates.quote')} maxLength={3} autoComplete="off" spellCheck={false} value={rate.quote} error={wrong.quote} onChange={(e) => change({ quote: e.currentTarget.value.trim().toUpperCase() })} />
        <TextInput label={t('rates.day')} autoComplete="off" placeholder="2026-11-20" value={rate.day} error={wrong.day} onChange={(e) => change({ day: e.currentTarget.value.trim() })} />
      </div>
      {save.error && <Notice tone="reached">{save.error.message}</Notice>}
      <div className="row">
        <Button type="submit" variant="default" disabled={!good} loading={save.isPending}>
          {t('rates.add')}
        </Button>
        <span className="quiet">{words}</span>
      </div>
    </form>
  );
}

/** What is typed with a comma, where people write it so, as it is stored: with a point. */
function decimal(typed: string): string {
  return spoken() === 'de' ? typed.replace(',', '.') : typed;
}

function wrongIn({ currency, quote, day, rate }: rates.Rate): Partial<rates.Rate> {
  const letters = (code: string) => (/^[A-Z]{3}$/.test(code) ? undefined : t('rates.badCurrency'));
  return {
    currency: letters(currency),
    quote: letters(quote) ?? (currency === quote ? t('rates.sameCurrency') : undefined),
    day: isDay(day) ? undefined : t('rates.badDay'),
    rate: rate === '' || (/^\d{1,9}(\.\d{1,12})?$/.test(rate) && /[1-9]/.test(rate)) ? undefined : t('rates.badRate'),
  };
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
