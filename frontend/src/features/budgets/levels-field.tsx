import { TagsInput } from '@mantine/core';

/** The levels that are typed, "80" or "80 %", each once. */
export function LevelsField({ value, change }: { value: string[]; change: (value: string[]) => void }) {
  return (
    <TagsInput
      label="Levels"
      description="In percent of the limit, 1 to 500. You hear once at each. Type a number and press Enter."
      placeholder={value.length === 0 ? '80' : undefined}
      value={value}
      onChange={(typed) => change(typed.map((t) => t.replace(/[\s%]/g, '')).filter((t, i, all) => t !== '' && all.indexOf(t) === i))}
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
  if (levels.length === 0) return 'Write at least one level, such as 80.';
  if (levels.length > 20) return 'Twenty levels at most.';
  const wrong = levels.find((l) => !/^[1-9]\d{0,2}$/.test(l) || Number(l) > 500);
  return wrong === undefined ? undefined : `“${wrong}” is no level. Write whole numbers from 1 to 500.`;
}
