import { Radio } from '@mantine/core';
import type { imports } from '../../api/backend';
import { formatCount } from '../../format/numbers';
import { Notice } from '../../ui/notice';
import { t } from '../../words';

/** What the file alone does not tell, asked in words. Nothing that decides about money is guessed. */
export function Questions({ preview, change }: { preview: imports.Preview; change: (part: Partial<imports.Mapping>) => void }) {
  const { missing, warnings, columns } = preview;
  if (missing.length === 0) return null;
  return (
    <Notice title={t('imports.questions.title')}>
      <div className="stack-tight">
        {(missing.includes('date') || missing.includes('amount')) && <p>{holds(missing, columns.length)}</p>}
        {warnings.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {missing.includes('date_format') && (
          <Radio.Group label={t('imports.questions.whichDay')} description={t('imports.questions.otherForm')} value="" onChange={(date_format) => change({ date_format })}>
            <div className="imports-answers">
              <Radio value="DD/MM/YYYY" label={t('imports.questions.may')} />
              <Radio value="MM/DD/YYYY" label={t('imports.questions.april')} />
            </div>
          </Radio.Group>
        )}
        {missing.includes('decimal') && (
          <Radio.Group label={t('imports.questions.thousand')} value="" onChange={(decimal) => change({ decimal })}>
            <div className="imports-answers">
              <Radio value="." label={t('imports.questions.dot')} />
              <Radio value="," label={t('imports.questions.comma')} />
            </div>
          </Radio.Group>
        )}
      </div>
    </Notice>
  );
}

function holds(missing: string[], columns: number): string {
  const n = formatCount(columns);
  if (!missing.includes('amount')) return t('imports.questions.holdsDays', { n });
  if (!missing.includes('date')) return t('imports.questions.holdsAmounts', { n });
  return t('imports.questions.holdsBoth', { n });
}
