import { TagsInput } from '@mantine/core';
import { t } from '../../words';

/** The levels that are typed, "80" or "80 %", each once. */
export function LevelsField({ value, change }: { value: string[]; change: (value: string[]) => void }) {
  return (
    <TagsInput
      label={t('budgets.levels.label')}
      description={t('budgets.levels.means')}
      placeholder={value.length === 0 ? '80' : undefined}
      value={value}
      onChange={(typed) => change(typed.map((l) => l.replace(/[\s%]/g, '')).filter((l, i, all) => l !== '' && all.indexOf(l) === i))}
      splitChars={[',', ' ', ';']}
      acceptValueOnBlur
      clearable={false}
      inputMode="numeric"
      error={wrongLevels(value)}
    />
  );
}

/** Why these cannot be levels. */
export function wrongLevels(levels: string[]): string | undefined {
  if (levels.length === 0) return t('budgets.levels.none');
  if (levels.length > 20) return t('budgets.levels.many');
  const wrong = levels.find((l) => !/^[1-9]\d{0,2}$/.test(l) || Number(l) > 500);
  return wrong === undefined ? undefined : t('budgets.levels.wrong', { wrong });
}
