import { colorsTuple, createTheme, type CSSVariablesResolver, Tooltip } from '@mantine/core';

// Mantine's theme is fed from our tokens: tokens.css is the only place with a colour.
export const theme = createTheme({
  fontFamily: 'var(--font)',
  primaryColor: 'accent',
  defaultRadius: 'var(--radius-small)',
  respectReducedMotion: true,
  components: { Tooltip: Tooltip.extend({ vars: () => ({ tooltip: { '--tooltip-bg': 'var(--text)', '--tooltip-color': 'var(--surface)' } }) }) },
  colors: { accent: colorsTuple('var(--accent)'), danger: colorsTuple('var(--reached)') },
});

const roles = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-quiet)',
  '--mantine-color-placeholder': 'var(--text-quiet)',
  '--mantine-color-error': 'var(--reached)',
  '--mantine-color-default': 'var(--surface-raised)',
  '--mantine-color-default-hover': 'var(--surface-sunken)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--line)',
  '--mantine-color-accent-filled': 'var(--accent)',
  '--mantine-color-accent-filled-hover': 'var(--accent)',
  '--mantine-color-accent-light': 'var(--accent-soft)',
  '--mantine-color-accent-light-hover': 'var(--accent-soft)',
  '--mantine-color-accent-light-color': 'var(--accent-strong)',
  '--mantine-color-accent-text': 'var(--accent-strong)',
  '--mantine-color-danger-text': 'var(--reached)',
  '--mantine-color-danger-light-color': 'var(--reached)',
  '--mantine-color-danger-light-hover': 'var(--reached-soft)',
  '--mantine-primary-color-contrast': 'var(--on-accent)',
};

export const resolver: CSSVariablesResolver = () => ({ variables: {}, light: roles, dark: roles });
