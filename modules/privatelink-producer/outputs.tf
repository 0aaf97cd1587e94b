output "tray_intake" {
  description = "The six facts that Tray needs, in the shape that its provisioning API takes. Hand it over as it is: `terraform output -json tray_intake`."
  value = {
    customer_name  = var.customer_name
    location       = local.service_region
    tray_org_id    = var.tray_org_id
    aws_account_id = local.service_account_id
    service_name   = aws_vpc_endpoint_service.this.service_name
    ports = [
      for port in sort([for p in values(var.ports) : format("%05d", p.port)]) : [
        for p in values(var.ports) : {
          for key, value in {
            port            = p.port
            protocol        = p.tls_server_name == null ? p.protocol : "TLS"
            tls_server_name = p.tls_server_name
          } : key => value if value != null
        } if p.port == tonumber(port)
      ][0]
    ]
  }

  # A consumer in the same configuration is not shown the service before it is allowed.
  depends_on = [aws_vpc_endpoint_service_allowed_principal.this]
}

output "service_id" {
  description = "Id of the endpoint service (`vpce-svc-…`)."
  value       = aws_vpc_endpoint_service.this.id

  # A consumer in the same configuration is not shown the service before it is allowed.
  depends_on = [aws_vpc_endpoint_service_allowed_principal.this]
}

output "service_arn" {
  description = "ARN of the endpoint service."
  value       = aws_vpc_endpoint_service.this.arn

  # A consumer in the same configuration is not shown the service before it is allowed.
  depends_on = [aws_vpc_endpoint_service_allowed_principal.this]
}

output "service_name" {
  description = "Fully qualified name of the endpoint service (`com.amazonaws.vpce.<region>.vpce-svc-…`)."
  value       = aws_vpc_endpoint_service.this.service_name

  # A consumer in the same configuration is not shown the service before it is allowed.
  depends_on = [aws_vpc_endpoint_service_allowed_principal.this]
}

output "service_state" {
  description = "State of the endpoint service, as AWS reports it."
  value       = aws_vpc_endpoint_service.this.state
}

output "availability_zone_ids" {
  description = "AZ ids in which the service can be reached from the same region."
  value       = sort([for name in aws_vpc_endpoint_service.this.availability_zones : local.zone_ids[name]])
}

output "supported_regions" {
  description = "Regions from which endpoints may connect, the home region included."
  value       = coalesce(local.supported_regions, toset([local.service_region]))
}

output "allowed_principals" {
  description = "Principals that may request a connection."
  value       = [for arn in sort(values(aws_vpc_endpoint_service_allowed_principal.this)[*].principal_arn) : arn]
}

output "accepted_connections" {
  description = "State of each accepted connection, by endpoint id."
  value       = { for accepter in values(aws_vpc_endpoint_connection_accepter.this) : accepter.vpc_endpoint_id => accepter.vpc_endpoint_state }
}

output "load_balancer_arn" {
  description = "ARN of the Network Load Balancer, made or given."
  value       = local.load_balancer_arn
}

output "load_balancer_dns_name" {
  description = "DNS name of the Network Load Balancer, for tests from inside your network."
  value       = local.makes_load_balancer ? one(aws_lb.this[*].dns_name) : one(data.aws_lb.existing[*].dns_name)
}

output "security_group_id" {
  description = "Security group that the module made for the load balancer: admit it in the security groups of your targets. Null when the groups are your own."
  value       = length(var.security_group_ids) > 0 ? null : one(aws_security_group.this[*].id)
}

output "target_group_arns" {
  description = "ARNs of the target groups that the module made, by the name of their port, for whatever registers targets."
  value       = { for name, group in aws_lb_target_group.this : name => group.arn }
}

output "listener_arns" {
  description = "ARNs of all listeners, made or existing, by the name of their port."
  value       = merge({ for name, listener in aws_lb_listener.this : name => listener.arn }, { for name, listener in data.aws_lb_listener.existing : name => listener.arn })
}

output "private_dns_verification_record" {
  description = "The TXT record that proves `private_dns.name`, for DNS kept outside of Route 53. Null without `private_dns`."
  value = var.private_dns == null ? null : {
    name  = local.verification_record_fqdn
    type  = local.verification_record_type
    value = local.verification_record_value
  }
}

output "notification_topic_arn" {
  description = "Topic that is notified of connection requests, made or given. Null without `connection_notifications`."
  value       = local.topic_arn
}

output "notification_topic_policy" {
  description = "Policy under which AWS may publish to that topic, to be attached to a topic that is yours. Null without `connection_notifications`."
  value       = local.topic_policy
}
