import { t } from '../words';

/** The themes there are, as they are stored and as they are called. High contrast follows the system's light or dark. */
export const themes = () => [
  { value: 'system', label: t('ui.themes.system') },
  { value: 'light', label: t('ui.themes.light') },
  { value: 'dark', label: t('ui.themes.dark') },
  { value: 'contrast', label: t('ui.themes.contrast') },
];
