import type { Page } from 'playwright-core';

/** Layout faults of the page, one text each: elements that overlap, leave their panel, or are clipped. */
export function layoutFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth > clientWidth) faults.push(`the page is ${scrollWidth} wide in ${clientWidth}`);
    const nameOf = (each: Element): string =>
      `${each.tagName.toLowerCase()}#${each.id}.${each.className} ${each.textContent?.slice(0, 30)}`;

    const panels = [...document.querySelectorAll('main > *')].map((panel) => ({
      panel,
      box: panel.getBoundingClientRect(),
    }));
    for (const [i, a] of panels.entries()) {
      for (const b of panels.slice(i + 1)) {
        const isApart =
          a.box.right <= b.box.left ||
          b.box.right <= a.box.left ||
          a.box.bottom <= b.box.top ||
          b.box.bottom <= a.box.top;
        if (!isApart) faults.push(`${nameOf(a.panel)} overlaps ${nameOf(b.panel)}`);
      }
    }

    // Scrolled content may be larger than its container; shortened texts end with an ellipsis.
    const mayOverflow =
      '.scroll *, .diagram, .diagram *, .pane *, details:not([open]) > *, details:not([open]) > * *, pre, .hidden, .skip, .plot *, option, .endpoints *, .choice input';
    for (const each of document.querySelectorAll<HTMLElement>('body *')) {
      if (each.matches(mayOverflow) || each.closest('[hidden]') !== null || each instanceof SVGElement) continue;
      // A closed menu has boxes that are not drawn.
      if (!each.checkVisibility({ contentVisibilityAuto: true })) continue;
      const panel = each.closest('.panel')?.getBoundingClientRect();
      const box = each.getBoundingClientRect();
      if (box.width === 0 || panel === undefined) continue;
      if (box.left < panel.left - 1 || box.right > panel.right + 1) faults.push(`${nameOf(each)} leaves its panel`);
      const isClipped = getComputedStyle(each).overflowX === 'hidden' && each.scrollWidth > each.clientWidth + 1;
      if (isClipped) faults.push(`${nameOf(each)} is clipped`);
    }

    // At the tested widths the tables fit: they need no horizontal scrolling.
    for (const each of document.querySelectorAll<HTMLElement>('.scroll')) {
      if (each.scrollWidth > each.clientWidth + 1)
        faults.push(`${nameOf(each)} is ${each.scrollWidth} wide in ${each.clientWidth}`);
    }
    return faults;
  });
}
