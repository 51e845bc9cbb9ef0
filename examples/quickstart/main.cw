# A page, and a small web server on this machine that serves it. Needs no container engine.

variable "greeting" {
  type        = string
  default     = "Hello from Clockwork"
  description = "What the page says"
}

variable "port" {
  type        = number
  default     = 8484
  description = "Port of the web server"

  validation {
    condition     = var.port >= 1024 && var.port <= 65535
    error_message = "The port must be between 1024 and 65535."
  }
}

resource "template_file" "page" {
  path     = "site/index.html"
  template = "index.html.tpl"
  vars = {
    greeting = var.greeting
    features = ["declarative", "reviewable", "verified"]
  }
}

resource "service" "web" {
  command     = ["node", "server.mjs", dirname(template_file.page.path)]
  environment = { PORT = var.port }
  ports       = [{ external = var.port, internal = var.port }]

  health_check {
    path    = "/"
    retries = 10
  }

  assert "port_accessible" {
    port = var.port
  }

  assert "healthcheck" "page" {
    url = "http://localhost:${var.port}/index.html"
  }
}

check "page" {
  assert "file_content_matches" {
    path    = template_file.page.path
    pattern = "<h1>.+</h1>"
  }
}

output "url" {
  value       = "http://localhost:${var.port}/"
  description = "Where to look at the page"
}
