import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { renderWindow, stumbles } from '../../testing/render';

test('the first start offers two ways, and connecting asks which services', async () => {
  const container = renderWindow('empty');
  await userEvent.click(await screen.findByRole('button', { name: 'Connect a service' }));
  expect(await screen.findByRole('heading', { name: 'Which services do you use?' })).toBeInTheDocument();
  expect(container).toBeInTheDocument();
});

test('exploring asks for sample data, and a failure is said', async () => {
  const enter = vi.fn(async () => {
    throw new Error('{"code":"sample","message":"Sample data could not be made."}');
  });
  renderWindow('empty', '', { House: { EnterSample: enter } });
  await userEvent.click(await screen.findByRole('button', { name: 'Explore with sample data' }));
  expect(await screen.findByText('Sample data could not be made.')).toBeInTheDocument();
});

test('nobody stumbles over the first screen', async () => {
  const container = renderWindow('empty');
  await screen.findByRole('heading', { name: 'What do you spend on AI?' });
  expect(await stumbles(container)).toEqual([]);
});
