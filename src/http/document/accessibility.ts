/**
 * A script for the docs page. It adds labels that Swagger UI lacks, and removes links from buttons (WCAG 2.2: 1.3.1, 2.1.1,
 * 4.1.2). Swagger UI may render again at any time, so the script runs after each change of the page.
 */
export const accessibilityScript = `
(() => {
  const page = document.getElementById('swagger-ui')
  const name = (selector, nameOf) => {
    for (const element of page.querySelectorAll(selector)) {
      if (!element.hasAttribute('aria-label')) element.setAttribute('aria-label', nameOf(element))
    }
  }
  const region = (selector, nameOf) => {
    name(selector, nameOf)
    for (const element of page.querySelectorAll(selector)) element.setAttribute('role', 'region')
  }
  const improve = () => {
    name('#servers', () => 'Server')
    name('tr[data-param-name] select', (element) => element.closest('tr').dataset.paramName)
    name('.examples-select-element', () => 'Example')
    name('select', () => 'Media type')
    name('.body-param__text', () => 'Request body')
    region('.information-container', () => 'About')
    region('.schemes-server-container', () => 'Server and credentials')
    region('.responses-table', (element) => element.id || element.closest('.opblock').id + '-answer')
    for (const link of page.querySelectorAll('button a[href]')) link.removeAttribute('href')
    for (const block of page.querySelectorAll('pre:not([tabindex]), .headers-wrapper:not([tabindex])')) block.tabIndex = 0
  }
  new MutationObserver(improve).observe(page, { childList: true, subtree: true })
})()
`.trimStart()
