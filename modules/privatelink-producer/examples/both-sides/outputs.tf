output "tray_intake" {
  description = "The six facts, to hand over to Tray."
  value       = module.orders.tray_intake
}

output "accepted_connections" {
  description = "State of each accepted connection, by endpoint id."
  value       = module.orders.accepted_connections
}
