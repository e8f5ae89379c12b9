/** The name of the page. */
export function Brand() {
  return (
    <h1 class="brand">
      <img src="icon.svg" alt="" width="22" height="22" /> Tandem
    </h1>
  );
}
