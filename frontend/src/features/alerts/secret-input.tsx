import { PasswordInput } from '@mantine/core';

interface Props {
  label: string;
  /** What is asked for where nothing is stored. */
  help: string;
  stored: boolean;
  value: string;
  error?: string;
  change: (value: string) => void;
}

/** A field for something secret: what is typed are dots, what is stored is never shown. */
export function SecretInput({ label, help, stored, value, error, change }: Props) {
  return (
    <PasswordInput
      label={label}
      description={stored ? 'Stored, and never shown. Leave it empty to keep it.' : help}
      autoComplete="off"
      value={value}
      error={error}
      onChange={(e) => change(e.currentTarget.value)}
      visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
    />
  );
}
