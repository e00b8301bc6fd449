/** Lets the browser save this text as a file. */
export function saveText(name: string, type: string, text: string): void {
  saveBlob(name, new Blob([text], { type }));
}

/** Lets the browser save these bytes as a file. */
export function saveBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** `rxpeer-peers-2026-11-28-140322.csv`: the name of a saved file, with the local time. */
export function fileName(what: string, extension: string, at = new Date()): string {
  const digits = (value: number): string => String(value).padStart(2, '0');
  const day = [at.getFullYear(), digits(at.getMonth() + 1), digits(at.getDate())].join('-');
  return `rxpeer-${what}-${day}-${[at.getHours(), at.getMinutes(), at.getSeconds()].map(digits).join('')}.${extension}`;
}
