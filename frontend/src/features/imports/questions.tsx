import { Radio } from '@mantine/core';
import type { imports } from '../../api/backend';
import { Notice } from '../../ui/notice';

/** What the file alone does not tell, asked in words. Nothing that decides about money is guessed. */
export function Questions({ preview, change }: { preview: imports.Preview; change: (part: Partial<imports.Mapping>) => void }) {
  const { missing, warnings, columns } = preview;
  if (missing.length === 0) return null;
  return (
    <Notice title="Before the rows can be read:">
      <div className="stack-tight">
        {(missing.includes('date') || missing.includes('amount')) && <p>{`Choose below which of the ${columns.length} columns ${holds(missing)}.`}</p>}
        {warnings.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {missing.includes('date_format') && (
          <Radio.Group label="Which day is 4/5/2026?" description="Days in another form: choose it below." value="" onChange={(date_format) => change({ date_format })}>
            <div className="imports-answers">
              <Radio value="DD/MM/YYYY" label="The 4th of May: the day stands first" />
              <Radio value="MM/DD/YYYY" label="April 5th: the month stands first" />
            </div>
          </Radio.Group>
        )}
        {missing.includes('decimal') && (
          <Radio.Group label="Is 1,234 a thousand or one?" value="" onChange={(decimal) => change({ decimal })}>
            <div className="imports-answers">
              <Radio value="." label="A thousand: a dot stands before the cents" />
              <Radio value="," label="One and a bit: a comma stands before the cents" />
            </div>
          </Radio.Group>
        )}
      </div>
    </Notice>
  );
}

function holds(missing: string[]): string {
  if (!missing.includes('amount')) return 'holds the days';
  if (!missing.includes('date')) return 'holds the amounts';
  return 'hold the days and the amounts';
}
