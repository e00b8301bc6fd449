export async function apiPages() {
  return [];
}
