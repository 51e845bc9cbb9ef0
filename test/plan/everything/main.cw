# Every kind, more than 200 steps: for_each, count, modules, values that are not known yet, sensitive values.

variable "greeting" {
  type    = string
  default = "hello"
}

variable "password" {
  type      = string
  sensitive = true
  default   = "correct-horse-battery"
}

locals {
  regions = ["eu", "us", "ap"]
  teams   = { for region in local.regions : region => "${region}-team" }
  pages   = { for i in range(100) : format("page-%03d", i) => i }
}

resource "directory" "out" {
  path = "out"
}

resource "file" "page" {
  for_each = local.pages
  path     = "${directory.out.path}/${each.key}.txt"
  content  = "${var.greeting} ${each.value}\n"
  mode     = "0640"
}

resource "file" "numbered" {
  count   = 60
  path    = "out/numbered-${count.index}.json"
  content = jsonencode({ index = count.index, even = count.index % 2 == 0, big = 9007199254740993 })
}

resource "template_file" "index" {
  path     = "out/index.html"
  template = "templates/index.tpl"
  vars     = { title = title(var.greeting), pages = keys(local.pages) }
}

resource "env_file" "settings" {
  path   = "out/settings.env"
  values = { GREETING = var.greeting, PASSWORD = var.password }
}

resource "git_repo" "site" {
  url  = "https://git.invalid/site.git"
  path = "out/site"
  ref  = "main"
}

resource "custom" "token" {
  script = "printf '{\"token\": \"abc\"}' > \"$CLOCKWORK_OUTPUTS\""
}

resource "custom" "uses_token" {
  script      = "echo $TOKEN $PASSWORD"
  environment = { TOKEN = custom.token.values.token, PASSWORD = var.password }
  triggers    = { index = template_file.index.path }
}

resource "docker_network" "internal" {
  name = "everything-internal"
}

resource "docker_volume" "data" {
  name = "everything-data"
}

resource "docker_image" "tool" {
  name = "everything-tool:1"
  build {
    context = "templates"
  }
}

resource "docker_container" "database" {
  name        = "everything-database"
  image       = "postgres:16-alpine"
  environment = { POSTGRES_PASSWORD = var.password }
  networks    = [docker_network.internal.name]
  volumes     = ["${docker_volume.data.name}:/var/lib/postgresql/data"]
}

resource "service" "web" {
  image = "nginx:1.25-alpine"
  ports = [{ external = 18080, internal = 80 }]

  environment = { DATABASE = docker_container.database.id }

  health_check {
    path = "/"
  }
}

resource "service" "worker" {
  command = ["sleep", "1000"]
}

resource "wait" "web" {
  url     = service.web.url
  timeout = "10s"
}

module "team" {
  source   = "./modules/team"
  for_each = local.teams
  name     = each.value
  members  = [for i in range(10) : "${each.value}-${i}"]
}

check "index" {
  assert "file_exists" {
    path = template_file.index.path
  }
  assert "file_content_matches" "greeting" {
    path    = "out/page-001.txt"
    pattern = var.greeting
  }
}

output "teams" {
  value = { for name, team in module.team : name => team.files }
}

output "generated" {
  value = timestamp()
}
