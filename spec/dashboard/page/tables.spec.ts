import { describe, expect, it } from '@jest/globals';
import type { Column } from '../../../lib/dashboard/page/parts/column.js';
import { toCsv, toJson } from '../../../lib/dashboard/page/parts/exportRows.js';
import { formatSort, nextSort, parseSort, sortRows } from '../../../lib/dashboard/page/parts/sortRows.js';
import { rowWindow } from '../../../lib/dashboard/page/parts/virtualRows.js';
import { changeParams, formatRoute, parseRoute } from '../../../lib/dashboard/page/state/route.js';

interface Row {
  readonly name: string;
  readonly size?: number;
}

const NAME: Column<Row> = { id: 'name', name: 'Name', explanation: '', value: ({ name }) => name };
const SIZE: Column<Row> = { id: 'size', name: 'Size', explanation: '', isNumber: true, value: ({ size }) => size };
const COLUMNS = [NAME, SIZE];

describe('the order of a table', () => {
  const rows: readonly Row[] = [{ name: 'b10', size: 5 }, { name: 'b9' }, { name: 'a', size: 70 }];
  const names = (sort: string): string[] => sortRows(rows, COLUMNS, parseSort(sort)).map(({ name }) => name);

  it('is numeric, and rows without a value are last in both directions', () => {
    expect(names('name')).toEqual(['a', 'b9', 'b10']);
    expect(names('-name')).toEqual(['b10', 'b9', 'a']);
    expect(names('size')).toEqual(['b10', 'a', 'b9']);
    expect(names('-size')).toEqual(['a', 'b10', 'b9']);
    expect(names('')).toEqual(['b10', 'b9', 'a']);
  });

  it('begins with the greatest number or the first text, and is reversed by the next click', () => {
    expect(formatSort(nextSort(SIZE, parseSort('name')))).toBe('-size');
    expect(formatSort(nextSort(SIZE, parseSort('-size')))).toBe('size');
    expect(formatSort(nextSort(NAME, parseSort('-size')))).toBe('name');
  });
});

describe('a saved table', () => {
  it('is CSV of RFC 4180, in which no text is a formula for a spreadsheet', () => {
    const rows: Row[] = [{ name: 'a "b", c', size: -5 }, { name: '=HYPERLINK("x")' }, { name: '+1' }, { name: '@x' }];
    expect(toCsv(rows, COLUMNS)).toBe(
      ['name,size', '"a ""b"", c",-5', `"'=HYPERLINK(""x"")",`, "'+1,", "'@x,", ''].join('\r\n'),
    );
  });

  it('is JSON by the ids of the columns', () => {
    expect(JSON.parse(toJson([{ name: 'x' }], COLUMNS))).toEqual([{ name: 'x', size: null }]);
  });
});

describe('the drawn rows', () => {
  it('are the visible ones and eight more on both sides, within the table', () => {
    expect(rowWindow(1000, 10, 0, 100)).toEqual({ first: 0, end: 18 });
    expect(rowWindow(1000, 10, 500, 100)).toEqual({ first: 42, end: 68 });
    expect(rowWindow(1000, 10, 99_999, 100)).toEqual({ first: 992, end: 1000 });
    expect(rowWindow(0, 10, 0, 100)).toEqual({ first: 0, end: 0 });
  });
});

describe('a route', () => {
  it.each([
    ['/', '', 'overview', './'],
    ['/peers', '?q=a', 'peers', './peers?q=a'],
    ['/0123abcd/peer', '?id=7', 'peer', './peer?id=7'],
    ['/0123abcd/', '', 'overview', './'],
    ['/nosuch', '?x=1', 'overview', './?x=1'],
  ])('of %s%s is the view %s', (pathname, search, view, href) => {
    const route = parseRoute({ pathname, search });
    expect(route.view).toBe(view);
    expect(formatRoute(route.view, route.params)).toBe(href);
  });

  it('loses a parameter that is set to nothing, and keeps the others', () => {
    const before = new URLSearchParams('a=1&b=2');
    expect(changeParams(before, { a: undefined, c: 3 }).toString()).toBe('b=2&c=3');
    expect(changeParams(before, { b: '' }).toString()).toBe('a=1');
    expect(before.toString()).toBe('a=1&b=2');
  });
});
