# What the service offers: one entry for each port.

variable "ports" {
  description = <<-EOT
    The service's ports, each by a name of your choice. A port becomes one listener and one target group.

    - `port` - the port that Tray connects to.
    - `protocol` - `TCP` (default), `UDP`, `TCP_UDP` or `TLS`. `TLS` terminates TLS on the load balancer and needs `certificate_arn`.
    - `tls_server_name` - the name in the certificate that Tray must verify. Required with `TLS`. With `TCP` it says that your targets speak TLS themselves, and Tray is told `TLS`.
    - `certificate_arn`, `ssl_policy`, `alpn_policy` - of a `TLS` listener.
    - `tcp_idle_timeout_seconds` - 60 to 6000, `TCP` only. AWS excludes load balancers with a custom timeout from cross-region access.
    - `target_type` - `ip` (default), `instance` or `alb`.
    - `target_port`, `target_protocol` - where they differ from the listener's. A `TLS` listener speaks `TLS` to its targets unless this says `TCP`.
    - `targets` - by a name of your choice: `id` (address, instance id, or ARN of the Application Load Balancer's listener), `port`, and `availability_zone = "all"` for addresses outside the VPC, on-premises ones for instance. Leave it empty when something else registers targets: an Auto Scaling group, ECS, Kubernetes.
    - `health_check` - `protocol` (`TCP`, `HTTP`, `HTTPS`), `port`, `path`, `matcher`, `interval`, `timeout`, `healthy_threshold`, `unhealthy_threshold`. `UDP` needs a TCP `port` that answers.
    - `proxy_protocol_v2` - puts the endpoint's id in front of each connection. Targets must expect it.
    - `deregistration_delay`, `connection_termination` - how targets leave. Left out, `connection_termination` is AWS's own default: on for `UDP` and `TCP_UDP`, otherwise off.
    - `existing_target_group` - `arn` of a target group that exists; the module makes the listener only.
    - `existing_listener` - the port is served by a listener of `existing_load_balancer` already; the module makes nothing for it.
  EOT
  type = map(object({
    port                     = number
    protocol                 = optional(string, "TCP")
    tls_server_name          = optional(string)
    certificate_arn          = optional(string)
    ssl_policy               = optional(string, "ELBSecurityPolicy-TLS13-1-2-2021-06")
    alpn_policy              = optional(string)
    tcp_idle_timeout_seconds = optional(number)
    target_type              = optional(string, "ip")
    target_port              = optional(number)
    target_protocol          = optional(string)
    targets = optional(map(object({
      id                = string
      port              = optional(number)
      availability_zone = optional(string)
    })), {})
    health_check = optional(object({
      protocol            = optional(string, "TCP")
      port                = optional(number)
      path                = optional(string)
      matcher             = optional(string)
      interval            = optional(number, 10)
      timeout             = optional(number)
      healthy_threshold   = optional(number, 3)
      unhealthy_threshold = optional(number, 3)
    }), {})
    proxy_protocol_v2      = optional(bool, false)
    deregistration_delay   = optional(number, 300)
    connection_termination = optional(bool)
    existing_target_group  = optional(object({ arn = string }))
    existing_listener      = optional(bool, false)
  }))
  nullable = false

  validation {
    condition     = length(var.ports) > 0
    error_message = "ports: a service needs at least one port, such as { postgres = { port = 5432 } }."
  }

  validation {
    condition     = length(var.ports) <= 50
    error_message = "ports: a Network Load Balancer has at most 50 listeners; divide the ports among several services."
  }

  validation {
    condition     = alltrue([for p in values(var.ports) : p.port >= 1 && p.port <= 65535 && floor(p.port) == p.port])
    error_message = "ports: ${join(", ", [for name, p in var.ports : "${name}.port = ${p.port}" if !(p.port >= 1 && p.port <= 65535 && floor(p.port) == p.port)])}: a port is a whole number from 1 to 65535."
  }

  validation {
    condition     = length(distinct(values(var.ports)[*].port)) == length(var.ports)
    error_message = "ports: two entries have the same port; give each its own, and use protocol = \"TCP_UDP\" where one port serves both transports."
  }

  validation {
    condition     = alltrue([for p in values(var.ports) : contains(["TCP", "UDP", "TCP_UDP", "TLS"], p.protocol)])
    error_message = "ports: ${join(", ", [for name, p in var.ports : "${name}.protocol = \"${p.protocol}\"" if !contains(["TCP", "UDP", "TCP_UDP", "TLS"], p.protocol)])}: use TCP, UDP, TCP_UDP or TLS (HTTP and HTTPS are TCP, or TLS with a certificate)."
  }

  # The name in the certificate is Tray's only means to verify whom it speaks to behind a vpce- address.
  validation {
    condition     = alltrue([for p in values(var.ports) : p.protocol != "TLS" || p.tls_server_name != null])
    error_message = "ports: ${join(", ", [for name, p in var.ports : name if p.protocol == "TLS" && p.tls_server_name == null])}: protocol TLS needs tls_server_name, the name in the certificate that Tray verifies."
  }

  validation {
    condition     = alltrue([for p in values(var.ports) : p.tls_server_name == null || contains(["TLS", "TCP"], p.protocol)])
    error_message = "ports: ${join(", ", [for name, p in var.ports : name if p.tls_server_name != null && !contains(["TLS", "TCP"], p.protocol)])}: tls_server_name goes with protocol TLS, or with TCP when the targets speak TLS themselves."
  }

  validation {
    condition     = alltrue([for p in values(var.ports) : p.tls_server_name == null || can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$", p.tls_server_name))])
    error_message = "ports: ${join(", ", [for name, p in var.ports : "${name}.tls_server_name = \"${p.tls_server_name}\"" if p.tls_server_name != null])}: write a full, lower-case host name, such as \"orders.example.com\", without scheme, port, wildcard or trailing dot."
  }

  validation {
    condition     = alltrue([for p in values(var.ports) : p.existing_listener || p.protocol != "TLS" || p.certificate_arn != null])
    error_message = "ports: ${join(", ", [for name, p in var.ports : name if !p.existing_listener && p.protocol == "TLS" && p.certificate_arn == null])}: protocol TLS needs certificate_arn, a certificate in ACM or IAM; to pass TLS through to the targets, use protocol TCP with tls_server_name."
  }

  validation {
    condition     = alltrue([for p in values(var.ports) : p.protocol == "TLS" || (p.certificate_arn == null && p.alpn_policy == null)])
    error_message = "ports: ${join(", ", [for name, p in var.ports : name if p.protocol != "TLS" && (p.certificate_arn != null || p.alpn_policy != null)])}: certificate_arn and alpn_policy belong to protocol TLS; remove them or change the protocol."
  }

  validation {
    condition     = alltrue([for p in values(var.ports) : p.tcp_idle_timeout_seconds == null || p.protocol == "TCP"])
    error_message = "ports: ${join(", ", [for name, p in var.ports : name if p.tcp_idle_timeout_seconds != null && p.protocol != "TCP"])}: tcp_idle_timeout_seconds can be set on TCP listeners only; the timeout of TLS listeners is fixed at 350 seconds."
  }

  validation {
    condition     = alltrue([for p in values(var.ports) : try(p.tcp_idle_timeout_seconds >= 60 && p.tcp_idle_timeout_seconds <= 6000, p.tcp_idle_timeout_seconds == null)])
    error_message = "ports: tcp_idle_timeout_seconds is a number of seconds from 60 to 6000."
  }

  # Targets.

  validation {
    condition     = alltrue([for p in values(var.ports) : contains(["ip", "instance", "alb"], p.target_type)])
    error_message = "ports: ${join(", ", [for name, p in var.ports : "${name}.target_type = \"${p.target_type}\"" if !contains(["ip", "instance", "alb"], p.target_type)])}: use ip, instance or alb."
  }

  validation {
    condition     = alltrue([for p in values(var.ports) : try(p.target_port >= 1 && p.target_port <= 65535, p.target_port == null)])
    error_message = "ports: target_port is a number from 1 to 65535."
  }

  validation {
    condition = alltrue([
      for p in values(var.ports) : p.target_protocol == null || contains({ TCP = ["TCP"], TLS = ["TLS", "TCP"], UDP = ["UDP"], TCP_UDP = ["TCP_UDP"] }[contains(["TCP", "TLS", "UDP", "TCP_UDP"], p.protocol) ? p.protocol : "TCP"], coalesce(p.target_protocol, "TCP"))
    ])
    error_message = "ports: target_protocol can differ from protocol for TLS only: TLS (speak TLS to the targets as well) or TCP (terminate TLS on the load balancer)."
  }

  validation {
    condition     = alltrue(flatten([for p in values(var.ports) : [for t in values(p.targets) : t.availability_zone == null || try(t.availability_zone == "all" && p.target_type == "ip", false)]]))
    error_message = "ports: a target's availability_zone is either absent (AWS finds the zone of an address inside the VPC) or \"all\", for target_type ip and addresses outside the VPC."
  }

  # Such targets receive and cannot answer: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html
  validation {
    condition     = alltrue(flatten([for p in values(var.ports) : [for t in values(p.targets) : t.availability_zone == null || !contains(["UDP", "TCP_UDP"], p.protocol)]]))
    error_message = "ports: ${join(", ", [for name, p in var.ports : name if contains(["UDP", "TCP_UDP"], p.protocol) && anytrue([for t in values(p.targets) : t.availability_zone != null])])}: UDP and TCP_UDP do not reach addresses outside the VPC; use TCP, or targets inside."
  }

  # Only these ranges can be registered: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html
  validation {
    condition = alltrue(flatten([
      for p in values(var.ports) : [
        for t in values(p.targets) : p.target_type != "ip" || (can(cidrhost("${t.id}/32", 0)) && (
          t.availability_zone == null || can(regex("^(10\\.|192\\.168\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|100\\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\\.)", t.id))
        ))
      ]
    ]))
    error_message = "ports: targets of type ip are IPv4 addresses, and outside the VPC only private ones (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10): ${join(", ", flatten([for name, p in var.ports : [for key, t in p.targets : "${name}.targets.${key}.id = \"${t.id}\"" if p.target_type == "ip" && (!can(cidrhost("${t.id}/32", 0)) || (t.availability_zone != null && !can(regex("^(10\\.|192\\.168\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|100\\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\\.)", t.id))))]]))}."
  }

  validation {
    condition     = alltrue(flatten([for p in values(var.ports) : [for t in values(p.targets) : p.target_type != "instance" || can(regex("^i-[0-9a-f]{8,17}$", t.id))]]))
    error_message = "ports: targets of type instance are instance ids, such as \"i-0123456789abcdef0\"."
  }

  validation {
    condition     = alltrue([for p in values(var.ports) : p.target_type != "alb" || (length(p.targets) <= 1 && alltrue([for t in values(p.targets) : can(regex(":(loadbalancer|listener)/app/", t.id)) && t.port == null]))])
    error_message = "ports: target_type alb takes one target: the ARN of an Application Load Balancer's listener, or of the load balancer where that has its listener already, without a port of its own (target_port is its listener's port)."
  }

  validation {
    condition     = alltrue([for p in values(var.ports) : p.target_type != "alb" || p.protocol == "TCP"])
    error_message = "ports: ${join(", ", [for name, p in var.ports : name if p.target_type == "alb" && p.protocol != "TCP"])}: an Application Load Balancer can be the target of a TCP listener only; it terminates TLS itself."
  }

  validation {
    condition     = alltrue([for p in values(var.ports) : p.target_type != "alb" || p.existing_listener || p.existing_target_group != null || contains(["HTTP", "HTTPS"], p.health_check.protocol)])
    error_message = "ports: ${join(", ", [for name, p in var.ports : name if p.target_type == "alb" && !contains(["HTTP", "HTTPS"], p.health_check.protocol)])}: target_type alb needs health_check.protocol HTTP or HTTPS."
  }

  # Health checks.

  validation {
    condition     = alltrue([for p in values(var.ports) : contains(["TCP", "HTTP", "HTTPS"], p.health_check.protocol)])
    error_message = "ports: health_check.protocol is TCP, HTTP or HTTPS."
  }

  validation {
    condition     = alltrue([for p in values(var.ports) : p.protocol != "UDP" || p.existing_listener || p.existing_target_group != null || p.health_check.port != null])
    error_message = "ports: ${join(", ", [for name, p in var.ports : name if p.protocol == "UDP" && p.health_check.port == null])}: UDP itself cannot be checked; name a TCP port of the targets that answers in health_check.port."
  }

  validation {
    condition     = alltrue([for p in values(var.ports) : p.health_check.protocol != "TCP" || (p.health_check.path == null && p.health_check.matcher == null)])
    error_message = "ports: health_check.path and health_check.matcher go with health_check.protocol HTTP or HTTPS."
  }

  validation {
    condition = alltrue([
      for p in values(var.ports) :
      p.health_check.interval >= 5 && p.health_check.interval <= 300 &&
      p.health_check.healthy_threshold >= 2 && p.health_check.healthy_threshold <= 10 &&
      p.health_check.unhealthy_threshold >= 2 && p.health_check.unhealthy_threshold <= 10 &&
      try(p.health_check.timeout >= 2 && p.health_check.timeout <= 120 && p.health_check.timeout < p.health_check.interval, p.health_check.timeout == null)
    ])
    error_message = "ports: health_check.interval is 5 to 300 seconds, timeout 2 to 120 and below the interval, and both thresholds are 2 to 10."
  }

  validation {
    condition     = alltrue([for p in values(var.ports) : p.deregistration_delay >= 0 && p.deregistration_delay <= 3600])
    error_message = "ports: deregistration_delay is 0 to 3600 seconds."
  }

  # What exists already.

  validation {
    condition     = alltrue([for p in values(var.ports) : !(p.existing_listener || p.existing_target_group != null) || length(p.targets) == 0])
    error_message = "ports: ${join(", ", [for name, p in var.ports : name if(p.existing_listener || p.existing_target_group != null) && length(p.targets) > 0])}: targets are registered with target groups that the module makes; with existing_listener or existing_target_group leave targets out."
  }

  validation {
    condition     = alltrue([for p in values(var.ports) : !(p.existing_listener && p.existing_target_group != null)])
    error_message = "ports: set either existing_listener (nothing is made for the port) or existing_target_group (a listener is made), not both."
  }
}
