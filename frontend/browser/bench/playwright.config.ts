import base from '../playwright.config';

export default { ...base, testDir: '.', testMatch: '*.bench.ts', timeout: 1_200_000, outputDir: '../../../build/out/browser-bench' };
