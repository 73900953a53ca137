import { PasswordInput } from '@mantine/core';
import { t } from '../../words';

interface Props {
  label: string;
  /** What is asked for where nothing is stored. */
  help: string;
  stored: boolean;
  value: string;
  error?: string;
  disabled?: boolean;
  change: (value: string) => void;
}

/** A field for something secret: what is typed are dots, what is stored is never shown. */
export function SecretInput({ label, help, stored, value, error, disabled, change }: Props) {
  return (
    <PasswordInput
      label={label}
      description={stored ? t('alerts.form.stored') : help}
      autoComplete="off"
      value={value}
      error={error}
      disabled={disabled}
      onChange={(e) => change(e.currentTarget.value)}
      visibilityToggleButtonProps={{ 'aria-label': t('alerts.form.show') }}
    />
  );
}
