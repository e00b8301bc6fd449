// node webpackBuild.mjs: bundles main.mjs of the working directory for browsers.
import { cwd } from 'node:process';
import webpack from 'webpack';

webpack(
  { mode: 'production', context: cwd(), entry: './main.mjs', output: { path: `${cwd()}/out`, filename: 'main.js' } },
  (error, stats) => {
    if (error ?? stats?.hasErrors()) {
      console.error(error ?? stats.toString('errors-only'));
      process.exitCode = 1;
    }
  },
);
