import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { COLOURS, commandStyle, placeStyle } from '../../../lib/dashboard/page/parts/commandStyle.js';
import { projectRoot } from '../../helpers/nodes/projectRoot.js';

type Vector = readonly [number, number, number];

/** How people with normal sight, protanopia and deuteranopia see linear RGB. Source: Machado, Oliveira and Fernandes 2009, severity 1.0. */
const SIGHTS: Readonly<Record<string, readonly Vector[]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

const style = readFileSync(join(projectRoot, 'lib/dashboard/page/style/base.css'), 'utf8');
const [light, dark] = style.split('@media (prefers-color-scheme: dark)').map(variables) as [Variables, Variables];
type Variables = ReadonlyMap<string, string>;

function variables(css: string): Variables {
  return new Map([...css.matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g)].map(([, name, colour]) => [name!, colour!]));
}

function linear(colour: string): Vector {
  const channel = (at: number): number => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(a: string, b: string): number {
  const [high, low] = [a, b].map((colour) => dot([0.2126, 0.7152, 0.0722], linear(colour))).sort((x, y) => y - x) as [
    number,
    number,
  ];
  return (high + 0.05) / (low + 0.05);
}

/** The coordinates of a colour in OKLab, as a person sees it. */
function seen(colour: string, sight: readonly Vector[]): Vector {
  const rgb = sight.map((row) => Math.max(0, Math.min(1, dot(row, linear(colour))))) as unknown as Vector;
  const [l, m, s] = (
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ] as const
  ).map((row) => Math.cbrt(dot(row, rgb))) as [number, number, number];
  return [
    dot([0.2104542553, 0.793617785, -0.0040720468], [l, m, s]),
    dot([1.9779984951, -2.428592205, 0.4505937099], [l, m, s]),
    dot([0.0259040371, 0.7827717662, -0.808675766], [l, m, s]),
  ];
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

describe('the style of curves', () => {
  it('is the same for a command always, and differs between known commands', () => {
    const commands = [
      'inv',
      'tx',
      'getdata',
      'ping',
      'pong',
      'headers',
      'block',
      'addrv2',
      'version',
      'verack',
      'addr',
    ];
    const styles = commands.map((command) => JSON.stringify(commandStyle(command)));
    expect(new Set(styles).size).toBe(commands.length);
    expect(styles).toEqual(commands.map((command) => JSON.stringify(commandStyle(command))));
    expect(commandStyle('inv')).toEqual({ colour: '--curve-1', dash: [] });
    expect(commandStyle('made-up')).toEqual(commandStyle('made-up'));
  });

  it('repeats only after each colour was used with each dash', () => {
    const styles = Array.from({ length: 3 * COLOURS + 1 }, (_, place) => JSON.stringify(placeStyle(place)));
    expect(new Set(styles.slice(0, -1)).size).toBe(3 * COLOURS);
    expect(styles.at(-1)).toBe(styles[0]);
  });

  it.each([
    ['light', light],
    ['dark', dark],
  ] as const)('has colours with contrast that differ for each kind of sight, %s', (_, colours) => {
    const names = Array.from({ length: COLOURS }, (__, i) => `--curve-${i + 1}`);
    for (const name of [...names, '--curve-rest'])
      expect([name, contrast(colours.get(name)!, colours.get('--panel')!) >= 3]).toEqual([name, true]);
    for (const [sight, matrix] of Object.entries(SIGHTS)) {
      for (const [i, a] of names.entries()) {
        for (const b of names.slice(i + 1)) {
          const [p, q] = [a, b].map((name) => seen(colours.get(name)!, matrix)) as [Vector, Vector];
          // About four times the least difference that people notice (0.02).
          const distance = Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
          expect([sight, a, b, distance >= 0.08]).toEqual([sight, a, b, true]);
        }
      }
    }
  });
});
