# One module used for several sites, and a manifest made from what they give.

locals {
  sites = {
    blog = { title = "Blog", pages = ["index", "about"] }
    docs = { title = "Documentation", pages = ["index", "install", "reference"] }
  }
}

module "site" {
  source   = "./modules/site"
  for_each = local.sites

  folder = "public/${each.key}"
  title  = each.value.title
  pages  = each.value.pages
}

resource "file" "manifest" {
  path    = "public/sites.json"
  content = jsonencode({ for name, site in module.site : name => site.paths })
}

output "pages" {
  value = sum([for site in module.site : length(site.paths)])
}
