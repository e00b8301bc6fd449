/** Applies `change` to the parts of a markdown text that are not fenced code blocks. */
export function mapProse(text, change) {
  const parts = [];
  let prose = [];
  let fence;
  const endProse = () => {
    if (prose.length > 0) parts.push(change(prose.join('\n')));
    prose = [];
  };
  for (const line of text.split('\n')) {
    const marks = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === undefined && marks === undefined) {
      prose.push(line);
      continue;
    }
    endProse();
    parts.push(line);
    if (fence === undefined) fence = marks;
    else if (marks !== undefined && marks.startsWith(fence) && line.trim() === marks) fence = undefined;
  }
  endProse();
  return parts.join('\n');
}
