# A web server and its cache in containers, connected over a network of their own.

variable "name" {
  type    = string
  default = "shop"
}

variable "port" {
  type    = number
  default = 8081
}

resource "docker_network" "internal" {
  name = "${var.name}-internal"
}

resource "docker_container" "cache" {
  name     = "${var.name}-cache"
  image    = "redis:7-alpine"
  networks = [docker_network.internal.name]
  restart  = "unless-stopped"
}

resource "file" "page" {
  path    = "site/index.html"
  content = "<h1>${title(var.name)}</h1>\n"
}

resource "service" "web" {
  name     = "${var.name}-web"
  image    = "nginx:1.25-alpine"
  ports    = [{ external = var.port, internal = 80 }]
  networks = [docker_network.internal.name]

  connect {
    to     = docker_container.cache
    as     = "database"
    rename = { DATABASE_URL = "CACHE_URL" }
  }

  health_check {
    path     = "/"
    interval = "1s"
    retries  = 20
  }

  assert "container_running" {}

  assert "port_accessible" {
    port = var.port
  }
}

output "url" {
  value = "http://localhost:${var.port}/"
}
